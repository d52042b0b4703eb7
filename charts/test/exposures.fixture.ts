import type { AppRoutingExposure, AzureAlbExposure, GenericExposure } from '../environments/sections/exposure.ts';
import { ID } from './web-service.fixture.ts';

const RESOURCES = `/subscriptions/${ID}/resourceGroups/kiosque/providers`;
export const SUBNET_ID = `${RESOURCES}/Microsoft.Network/virtualNetworks/kiosque/subnets/alb`;
export const LOAD_BALANCER_ID = `${RESOURCES}/Microsoft.ServiceNetworking/trafficControllers/kiosque`;

export const ownAlbExposure: AzureAlbExposure = {
  controller: 'azure-alb',
  loadBalancer: { id: LOAD_BALANCER_ID, frontend: 'public' },
  subnet: '10.225.7.0/24',
};

export const appRoutingExposure: AppRoutingExposure = {
  controller: 'app-routing',
  certificateReader: { name: 'kiosque-gateway', clientId: ID },
};

export const ingressExposure: GenericExposure = {
  controller: 'generic',
  kind: 'ingress',
  className: 'traefik',
  clients: { namespace: 'traefik', podLabels: { 'app.kubernetes.io/name': 'traefik' } },
};

export const gatewayExposure: GenericExposure = { ...ingressExposure, kind: 'gateway', className: 'traefik' };
